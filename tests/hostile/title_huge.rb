# A title of 64 MB, and a description.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  title 'x' * (64 << 20)
  desc 'y' * (64 << 20)
  describe 1 do
    it { should eq 1 }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
