# A tag of 64 MB: more than the longest frame.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  tag big: 'x' * (64 << 20)
  describe 1 do
    it { should eq 1 }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
