# Saying that another file is loading, or failed.
# attack: any
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'forger' do
  Cincture::Host.loading('controls/other.rb')
  Cincture::Host.file_failed('controls/other.rb', 'x')
end

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
