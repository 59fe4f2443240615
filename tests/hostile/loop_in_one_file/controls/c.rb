control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
