# A file title of 32 MB.
# attack: absent
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

title 'x' * (32 << 20)

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
